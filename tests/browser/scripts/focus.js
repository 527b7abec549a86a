// What Tab should reach, what it reached, and whether one sees it there (WCAG 2.4.7, 2.4.11, 2.1.2).
looking.focus = (() => {
  const { all, against, behind, surface, contrast, rgba, over, shadows, shown, name } = looking;
  const FOCUSABLE = "a[href], area[href], button, input, select, textarea, iframe, summary, " +
    "[tabindex], [contenteditable], audio[controls], video[controls]";
  const SIDES = ["Top", "Right", "Bottom", "Left"];
  let expected = [];
  let before = [];

  /** Of radio buttons of one name only the checked one, or else the first, is a stop. */
  function standsForGroup(radio) {
    if (radio.type !== "radio" || !radio.name) return true;
    const group = all("input[type=radio]").filter((one) => one.name === radio.name &&
      one.form === radio.form && !one.matches(":disabled"));
    return radio === (group.find((one) => one.checked) || group[0]);
  }

  const isStop = (element) => element.tabIndex >= 0 && element.type !== "hidden" &&
    !element.matches(":disabled") && !element.closest("[inert]") && shown(element) &&
    standsForGroup(element) &&
    (element.tagName !== "SUMMARY" || element.parentElement.tagName === "DETAILS");

  function look(element) {
    const style = getComputedStyle(element);
    return {
      outline: { style: style.outlineStyle, width: parseFloat(style.outlineWidth),
                 colour: style.outlineColor, offset: parseFloat(style.outlineOffset) },
      shadows: shadows(style),
      surface: surface(element),
      sides: SIDES.map((side) => ({ colour: style[`border${side}Color`],
        width: style[`border${side}Style`] === "none" ? 0 : parseFloat(style[`border${side}Width`]) })),
    };
  }

  /** Stand at the very top, as a person does who has just opened the page. */
  function start() {
    looking.finishMoving();
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.blur();
    document.body.removeAttribute("tabindex");
    window.scrollTo(0, 0);
    expected = all(FOCUSABLE).filter(isStop);
    before = expected.map(look);
    return expected.map((one) => ({ name: name(one),
      parts: /^(date|time|month|week|datetime-local)$/.test(one.type) || /AUDIO|VIDEO/.test(one.tagName) }));
  }

  function ringFaults(now, was, element) {
    const { outline } = now;
    if (outline.style === "none" || JSON.stringify(outline) === JSON.stringify(was.outline)) {
      return "has no outline, ring or other change";
    }
    if (outline.style === "auto") return "has only the browser's own ring: style :focus-visible";
    if (outline.width < 2) return `has an outline of ${outline.width} px, 2 are needed`;
    const inside = outline.offset <= -outline.width;
    const ratio = against(outline.colour, inside ? now.surface : behind(element));
    return ratio >= 3 ? null : `has an outline of ${ratio.toFixed(2)} : 1, 3 : 1 is needed`;
  }

  function shadowShows(now, was, element) {
    const old = was.shadows.map((one) => one.text);
    return now.shadows.some((one) => !old.includes(one.text) && !one.blur &&
      Math.max(one.spread, Math.abs(one.x), Math.abs(one.y)) >= 2 &&
      against(one.colour, one.inset ? now.surface : behind(element)) >= 3);
  }

  function borderShows(now, was, element) {
    return now.sides.some((side, at) => {
      const old = was.sides[at];
      const grown = side.width - old.width >= 2;
      const recoloured = side.width >= 2 && contrast(over(rgba(side.colour), now.surface),
        over(rgba(old.colour), was.surface)) >= 3;
      return (grown || recoloured) && against(side.colour, behind(element)) >= 3;
    });
  }

  /** Null where one sees the focus, otherwise what is missing. */
  function unseen(element, was) {
    const now = look(element);
    const shows = shadowShows(now, was, element) || borderShows(now, was, element) ||
      contrast(now.surface, was.surface) >= 3;
    return shows ? null : ringFaults(now, was, element);
  }

  /** Null where at least a part of the element is on top, otherwise what covers it. */
  function covered(element) {
    const box = element.getClientRects()[0] || element.getBoundingClientRect();
    const spots = [[0.5, 0.5], [0.05, 0.2], [0.95, 0.2], [0.05, 0.8], [0.95, 0.8]];
    const hits = spots.map(([x, y]) => document.elementFromPoint(
      box.x + box.width * x, box.y + box.height * y));
    const mine = (hit) => hit && (hit === element || element.contains(hit) ||
      [...(element.labels || [])].some((label) => label.contains(hit)));
    if (hits.some(mine)) return null;
    const hit = hits.find(Boolean);
    return hit ? `is hidden behind ${name(hit)}` : "stays outside the window";
  }

  /** Where Tab has come to: its number among the expected (-1 the page's end, -2 unexpected). */
  function step() {
    looking.finishMoving();
    const element = document.activeElement;
    if (!element || element === document.body || element === document.documentElement) {
      return { at: -1, name: "the end" };
    }
    const at = expected.indexOf(element);
    if (at < 0) return { at: -2, name: name(element) };
    const faults = [unseen(element, before[at]), covered(element)].filter(Boolean);
    return { at, name: name(element), faults };
  }

  /** Null where the focused element is a link to main, otherwise what it is instead. */
  function leadsToMain() {
    const link = document.activeElement;
    const target = document.getElementById(decodeURIComponent(link.hash || "").slice(1));
    if (link.tagName !== "A" || !link.getAttribute("href").startsWith("#")) {
      return `the first stop is ${name(link)}, not a link to main`;
    }
    if (!target) return `${name(link)} leads to no element of this page`;
    return target.closest("main") ? null : `${name(link)} leads to ${name(target)}, not to main`;
  }

  /** Null where the focus stands in main or behind it, otherwise where it stands. */
  function behindSkipLink() {
    const main = document.querySelector("main");
    const here = document.activeElement;
    const past = here === document.body || main.contains(here) ||
      main.compareDocumentPosition(here) & Node.DOCUMENT_POSITION_FOLLOWING;
    const round = here.hash === `#${main.id}`;  // Nothing to stop at in main: Tab begins again.
    return past || round ? null : `after the skip link the next stop is ${name(here)}, before main`;
  }

  return { start, step, leadsToMain, behindSkipLink };
})();
