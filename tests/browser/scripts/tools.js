// Colours, names and visibility as the page shows them; laid into a page before any other script.
window.looking = (() => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const known = new Map();
  const WHITE = [255, 255, 255, 1];

  /** Any CSS colour as [r, g, b, a]; the canvas understands whatever the browser does. */
  function rgba(colour) {
    if (!known.has(colour)) {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
      known.set(colour, [r, g, b, a / 255]);
    }
    return known.get(colour);
  }

  function over(top, below) {
    const a = top[3];
    return [0, 1, 2].map((i) => top[i] * a + below[i] * (1 - a)).concat(1);
  }

  /** What one sees where the element stands, its own background included. */
  function surface(element) {
    const layers = [];
    for (let here = element; here; here = here.parentElement) {
      const layer = rgba(getComputedStyle(here).backgroundColor);
      layers.push(layer);
      if (layer[3] === 1) break;
    }
    return layers.reduceRight((below, layer) => over(layer, below), WHITE);
  }

  const floats = (element) => {
    for (let here = element; here; here = here.parentElement) {
      if (/absolute|fixed/.test(getComputedStyle(here).position)) return true;
      if (here !== element && rgba(getComputedStyle(here).backgroundColor)[3] === 1) return false;
    }
    return false;
  };

  /** What one sees around the element; where it floats, its parent in the document says little. */
  function behind(element) {
    const box = element.getBoundingClientRect();
    const beside = [box.left - 2, box.right + 2].find((x) => x >= 0 && x < innerWidth);
    const spot = floats(element) && document.elementFromPoint(beside ?? -1, (box.top + box.bottom) / 2);
    if (spot && !element.contains(spot)) return surface(spot);
    return element.parentElement ? surface(element.parentElement) : WHITE;
  }

  /** A gradient or picture under the element, or null; small unrepeated ones are icons. */
  function picture(element) {
    for (let here = element; here; here = here.parentElement) {
      const style = getComputedStyle(here);
      const icon = style.backgroundImage.startsWith("url") && style.backgroundRepeat === "no-repeat";
      if (style.backgroundImage !== "none" && !icon) return here;
      if (rgba(style.backgroundColor)[3] === 1) return null;
    }
    return null;
  }

  /** How much of the element its own and its ancestors' `opacity` lets be seen. */
  function opacity(element) {
    let seen = 1;
    for (let here = element; here; here = here.parentElement) seen *= getComputedStyle(here).opacity;
    return seen;
  }

  function luminance(colour) {
    const [r, g, b] = colour.slice(0, 3).map((part) => {
      const c = part / 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  function contrast(one, other) {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  }

  /** The contrast of a CSS colour, laid over what is below it, with that. */
  function against(colour, below, seen = 1) {
    const [r, g, b, a] = rgba(colour);
    return contrast(over([r, g, b, a * seen], below), below);
  }

  /** [{colour, x, y, blur, spread, inset}] of a computed box-shadow. */
  function shadows(style) {
    if (style.boxShadow === "none") return [];
    return style.boxShadow.split(/,(?![^(]*\))/).map((text) => {
      const [x, y, blur, spread] = text.match(/-?[\d.]+px/g).map(parseFloat);
      const colour = text.replace("inset", "").replace(/-?[\d.]+px/g, "").trim();
      return { text: text.trim(), colour, x, y, blur, spread, inset: text.includes("inset") };
    });
  }

  const shown = (element) => element.checkVisibility({ visibilityProperty: true });

  /** There for screen readers only: clipped to nothing or shrunk to a pixel. */
  function tucked(element) {
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    const cut = /hidden|clip/.test(style.overflow) && (box.width <= 1 || box.height <= 1);
    return cut || style.clip.includes("(0px") || /inset\((50%|100%)/.test(style.clipPath);
  }

  const hidden = (element) => {
    for (let here = element; here; here = here.parentElement) {
      if (!["BODY", "HTML"].includes(here.tagName) && getComputedStyle(here).display !== "contents" &&
          tucked(here)) return true;
    }
    return !shown(element);
  };

  /** Short enough to read, long enough to find: input#id_text「…」. */
  function name(element) {
    if (!element) return "nothing";
    const id = element.id ? `#${element.id}` : "";
    const kind = id || [...element.classList].map((one) => `.${one}`).join("");
    const field = !id && element.name ? `[name=${element.name}]` : "";
    const words = (element.innerText || "").trim().replace(/\s+/g, " ").slice(0, 24);
    return element.tagName.toLowerCase() + kind + field + (words ? `「${words}」` : "");
  }

  function finishMoving() {
    for (const one of document.getAnimations()) {
      try { one.finish(); } catch { one.cancel(); }  // An endless one cannot be finished.
    }
  }

  const all = (selector) => [...document.querySelectorAll(selector)];
  const byIds = (ids) => (ids || "").split(/\s+/).filter(Boolean).map((id) => document.getElementById(id));
  const named = (element) => Boolean(element.getAttribute("aria-label")?.trim() ||
    byIds(element.getAttribute("aria-labelledby")).some((one) => one?.textContent.trim()));

  /** Visible text nodes with characters in them. */
  function texts() {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const skipped = node.parentElement.closest("script, style, noscript, template, option, textarea");
      if (node.data.trim() && !skipped && !hidden(node.parentElement)) found.push(node);
    }
    return found;
  }

  return { rgba, over, surface, behind, picture, opacity, contrast, against, shadows, shown, hidden,
           name, finishMoving, all, byIds, named, texts };
})();
