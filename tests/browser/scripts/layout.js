// What sticks out, is cut off or lies on top of something else at the present width.
looking.layout = (() => {
  const { all, hidden, name, named, texts } = looking;
  const INTERACTIVE = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const scrolls = (element) => /auto|scroll/.test(getComputedStyle(element).overflowX);
  const regions = () => all("body *").filter((one) => one.tagName !== "TEXTAREA" && scrolls(one) &&
    one.scrollWidth > one.clientWidth + 1);
  const inRegion = (element) => {
    for (let here = element.parentElement; here; here = here.parentElement) {
      if (here !== document.body && here !== document.documentElement && scrolls(here)) return true;
    }
    return false;
  };

  function sideways() {
    const root = document.scrollingElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    const out = all("body *").filter((one) => !hidden(one) && !inRegion(one) &&
      one.getBoundingClientRect().right > root.clientWidth + 1);
    const deepest = out.filter((one) => !out.some((other) => other !== one && one.contains(other)));
    // What is placed absolutely escapes its scroll region unless that is position: relative.
    const escaped = all("body *").filter((one) => getComputedStyle(one).position === "absolute" &&
      one.getBoundingClientRect().right > root.clientWidth + 1);
    const who = (deepest.length ? deepest : escaped).slice(0, 3).map(name).join(", ");
    return [`layout: the page scrolls sideways (${root.scrollWidth} of ${root.clientWidth} px): ${who}`];
  }

  function unlabelledRegions() {
    return regions().flatMap((one) => {
      const role = ["region", "group"].includes(one.getAttribute("role")) || one.tagName === "SECTION";
      const missing = [one.tabIndex === 0 && one.hasAttribute("tabindex") ? "" : "tabindex=0",
                       role ? "" : "role=region", named(one) ? "" : "aria-label"].filter(Boolean);
      return missing.length ? [`layout: ${name(one)} scrolls sideways without ${missing.join(", ")}`] : [];
    });
  }

  function cutOff() {
    const cuts = (value) => /hidden|clip/.test(value);
    return all("body, body *").filter((one) => {
      const style = getComputedStyle(one);
      if (hidden(one) || !one.innerText?.trim() || style.display === "inline") return false;
      const wide = cuts(style.overflowX) && one.scrollWidth > one.clientWidth + 1;
      const tall = cuts(style.overflowY) && one.scrollHeight > one.clientHeight + 1;
      const spills = one.tagName === "BUTTON" && (one.scrollWidth > one.clientWidth + 1 ||
        one.scrollHeight > one.clientHeight + 1);
      return wide || tall || spills;
    }).map((one) => `layout: ${name(one)}: text is cut off or spills out of its box`);
  }

  /** Boxes of [owner, rectangle] that lie on each other by more than two pixels. */
  function collisions(boxes, apart) {
    const sorted = boxes.sort((a, b) => a[1].top - b[1].top);
    const found = new Set();
    sorted.forEach(([one, box], at) => {
      for (const [other, next] of sorted.slice(at + 1)) {
        if (next.top >= box.bottom - 2) break;
        const across = Math.min(box.right, next.right) - Math.max(box.left, next.left);
        const down = Math.min(box.bottom, next.bottom) - next.top;
        if (across > 2 && down > 2 && apart(one, other)) found.add(`${name(one)} and ${name(other)}`);
      }
    });
    return [...found].slice(0, 10);
  }

  function controlsOverlap() {
    const boxes = all(INTERACTIVE).filter((one) => !hidden(one)).flatMap((one) =>
      [...one.getClientRects()].map((box) => [one, box]));
    const apart = (one, other) => one !== other && !one.contains(other) && !other.contains(one);
    return collisions(boxes, apart).map((pair) => `layout: ${pair} overlap`);
  }

  /** The body of the letters: a line's box is higher than they are, and lines may touch. */
  function letters(node) {
    const range = document.createRange();
    range.selectNodeContents(node);
    const half = parseFloat(getComputedStyle(node.parentElement).fontSize) * 0.35;
    return [...range.getClientRects()].filter((box) => box.width > 1).map((box) => {
      const middle = (box.top + box.bottom) / 2;
      return { left: box.left, right: box.right, top: middle - half, bottom: middle + half };
    });
  }

  function textsOverlap() {
    const floats = (one) => {
      for (let here = one; here; here = here.parentElement) {
        if (/fixed|sticky/.test(getComputedStyle(here).position)) return true;
      }
      return false;
    };
    const boxes = texts().filter((node) => !floats(node.parentElement)).flatMap((node) =>
      letters(node).map((box) => [node.parentElement, box]));
    return collisions(boxes, (one, other) => one !== other)
      .map((pair) => `layout: the texts of ${pair} lie on each other`);
  }

  const faults = () => [...sideways(), ...unlabelledRegions(), ...cutOff(), ...controlsOverlap(),
                        ...textsOverlap()];

  /** Font sizes by element, to see who does not grow when the reader asks for larger text. */
  function fontSizes() {
    const controls = all("button, input, select, textarea").filter((one) => !hidden(one) &&
      !/checkbox|radio|hidden/.test(one.type));
    return [...new Set([...texts().map((node) => node.parentElement), ...controls])]
      .map((one) => [one, parseFloat(getComputedStyle(one).fontSize)]);
  }

  /** Double the reader's text size, ask what is lost, and put it back. */
  function resized() {
    const root = document.documentElement;
    const [sizes, words, kept] = [fontSizes(), document.body.innerText, root.style.fontSize];
    root.style.fontSize = `${2 * parseFloat(getComputedStyle(root).fontSize)}px`;
    looking.finishMoving();
    const stuck = sizes.filter(([one, size]) => parseFloat(getComputedStyle(one).fontSize) < 1.9 * size)
      .map(([one]) => `${name(one)} keeps its text size: give it in rem`);
    const lost = document.body.innerText === words ? [] : ["some text disappears"];
    const found = [...stuck, ...lost, ...faults().map((fault) => fault.replace("layout: ", ""))];
    root.style.fontSize = kept;
    return found.map((fault) => `resize: at 200 % ${fault}`);
  }

  return { faults, resized };
})();
