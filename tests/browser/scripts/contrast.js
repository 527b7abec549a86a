// Controls, status shapes and text against what lies behind them (WCAG 1.4.11, 1.4.3).
looking.contrast = () => {
  const { all, against, behind, surface, picture, opacity, shadows, hidden, name } = looking;
  const SIDES = ["Top", "Right", "Bottom", "Left"];
  const CONTROLS = "input:not([type=hidden], [type=image]), select, textarea, button, [role=button]";

  /** The colours that make a box's edge: its fill, its sides, a hard shadow. */
  function edges(style) {
    const sides = SIDES.filter((side) => style[`border${side}Style`] !== "none" &&
      parseFloat(style[`border${side}Width`]) >= 1).map((side) => style[`border${side}Color`]);
    const rings = shadows(style).filter((one) => !one.blur && one.spread >= 1);
    return [style.backgroundColor, ...sides, ...rings.map((one) => one.colour)];
  }

  /** A native checkbox is drawn by the browser in #767676, whatever its computed border says. */
  function boundary(control) {
    const style = getComputedStyle(control);
    if (control.type === "file") return edges(getComputedStyle(control, "::file-selector-button"));
    const native = ["checkbox", "radio"].includes(control.type) && style.appearance === "auto";
    return native ? ["rgb(118, 118, 118)"] : edges(style);
  }

  const best = (element, colours) => Math.max(1,
    ...colours.map((colour) => against(colour, behind(element), opacity(element))));

  /** Underlined words are a link's own mark; what is switched off is exempt. */
  const exempt = (control) => hidden(control) || control.matches(":disabled, [aria-disabled=true]") ||
    (control.matches("button, [role=button]") &&
      getComputedStyle(control).textDecorationLine.includes("underline"));

  function controls() {
    return all(CONTROLS).filter((control) => !exempt(control))
      .map((control) => [control, best(control, boundary(control))])
      .filter(([, ratio]) => ratio < 3)
      .map(([control, ratio]) => `contrast: ${name(control)}: border and background reach ` +
        `${ratio.toFixed(2)} : 1 of what is behind, 3 : 1 is needed`);
  }

  /** A status's marks: its own edge, a drawn symbol, or a character before or after the word. */
  function marks(status) {
    const pseudo = ["::before", "::after"].map((which) => getComputedStyle(status, which))
      .filter((style) => !["none", "normal"].includes(style.content))
      .flatMap((style) => [...edges(style), ...(style.content === '""' ? [] : [style.color])]);
    const drawn = [...status.querySelectorAll("svg, svg *, [aria-hidden=true]")].map((one) =>
      getComputedStyle(one)).flatMap((style) => [style.fill, style.stroke, style.backgroundColor])
      .filter((colour) => !["none", ""].includes(colour) && !colour.startsWith("url"));
    const signs = [...status.querySelectorAll("[aria-hidden=true]")]
      .filter((one) => one.textContent.trim()).map((one) => getComputedStyle(one).color);
    return [...edges(getComputedStyle(status)), ...pseudo, ...drawn, ...signs];
  }

  function statuses() {
    return all(".status").filter((status) => !hidden(status))
      .map((status) => [status, best(status, marks(status))])
      .filter(([, ratio]) => ratio < 3)
      .map(([status, ratio]) => `contrast: ${name(status)}: its shape reaches ` +
        `${ratio.toFixed(2)} : 1 of what is behind, 3 : 1 is needed`);
  }

  /** axe leaves one-character words (「无」) and whatever it is unsure of undecided; we decide. */
  function words() {
    const bearers = new Set(looking.texts().map((node) => node.parentElement));
    return [...bearers].filter((one) => !one.closest(":disabled, [aria-disabled=true]")).flatMap((one) => {
      const style = getComputedStyle(one);
      const under = picture(one);
      if (under) return [`contrast: ${name(one)}: a picture lies behind, give it a plain background`];
      const size = parseFloat(style.fontSize);
      const needed = size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5;
      const ratio = against(style.color, surface(one), opacity(one));
      return ratio >= needed ? [] : [`contrast: ${name(one)}: text reaches ${ratio.toFixed(2)} : 1, ` +
        `${needed} : 1 is needed`];
    });
  }

  return [...controls(), ...statuses(), ...words()];
};
