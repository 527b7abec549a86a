// What a screen reader is told: language, title, headings, landmarks, labels, errors.
looking.document = (() => {
  const { all, byIds, hidden, name, named, shown } = looking;
  const CONTROLS = "input:not([type=hidden], [type=submit], [type=button], [type=reset]), select, textarea";
  const say = (bad, sentence) => (bad ? [`document: ${sentence}`] : []);
  const each = (selector, bad, sentence) => all(selector).filter((one) => shown(one) && bad(one))
    .map((one) => `document: ${name(one)} ${sentence}`);

  function head() {
    const lang = document.documentElement.lang;
    return [
      ...say(!["zh-CN", "zh-Hans"].includes(lang), `html says lang="${lang}", not zh-CN or zh-Hans`),
      ...say(!document.title.trim(), "has no title"),
    ];
  }

  function headings() {
    const found = all("h1, h2, h3, h4, h5, h6").filter((one) => shown(one));
    const tops = found.filter((one) => one.tagName === "H1").length;
    const jumps = found.filter((one, at) => Number(one.tagName[1]) >
      (at ? Number(found[at - 1].tagName[1]) : 0) + 1);
    return [
      ...say(tops !== 1, `has ${tops} h1, not one`),
      ...jumps.map((one) => `document: ${name(one)} jumps a heading level`),
      ...found.filter((one) => !one.textContent.trim()).map((one) => `document: ${name(one)} is empty`),
    ];
  }

  function landmarks() {
    const mains = all("main").length;
    const several = all("nav").length > 1 ? each("nav", (one) => !named(one), "is one of several nav: name it") : [];
    return [...say(mains !== 1, `has ${mains} main, not one`), ...several];
  }

  const nav = () => say(!document.querySelector("nav"), "has no nav");

  const labelled = (control) => named(control) ||
    [...(control.labels || [])].some((label) => label.textContent.trim());
  const grouped = (control) => {
    const box = control.closest("fieldset, [role=group], [role=radiogroup]");
    return box && (named(box) || box.querySelector("legend")?.textContent.trim());
  };

  function controls() {
    const several = (one) => one.name && all(`input[type=${one.type}]`).filter((other) =>
      other.name === one.name && other.form === one.form).length > 1;
    return [
      ...each(CONTROLS, (one) => !labelled(one), "has no label"),
      ...each("input[type=radio], input[type=checkbox]", (one) => several(one) && !grouped(one),
        "is one of a group without fieldset and legend"),
    ];
  }

  /** An error is said by the control it belongs to, or stands in the summary at the top. */
  function errors() {
    const described = (one) => byIds(one.getAttribute("aria-describedby"));
    const told = new Set(all("[aria-invalid=true]").flatMap(described));
    const apart = (one) => one.closest("[role=alert], .error-summary") || !one.textContent.trim();
    return [
      ...each("[aria-invalid=true]", (one) => !described(one).some((text) => text?.textContent.trim()),
        "is invalid but no text says why: aria-describedby"),
      ...each(".error-message, .errorlist", (one) => !apart(one) && !told.has(one) &&
        ![...told].some((box) => box?.contains(one)), "is no invalid control's aria-describedby"),
      ...each("[aria-describedby]", (one) => described(one).includes(null), "is described by an id that is not there"),
    ];
  }

  const jumping = () => [
    ...each("[tabindex]", (one) => one.tabIndex > 0, "has a positive tabindex"),
    ...each("[autofocus]", () => true, "has autofocus"),
  ];

  const pictures = () => [
    ...each("img:not([alt]), input[type=image]:not([alt])", () => true, "has no alt"),
    ...each("svg", (one) => !one.closest("[aria-hidden=true]") && !named(one) && !one.querySelector("title"),
      "is neither aria-hidden nor named"),
  ];

  const statuses = () => each(".status", (one) => hidden(one) || ![...one.childNodes].some((part) =>
    part.textContent.trim() && part.getAttribute?.("aria-hidden") !== "true"), "shows colour or shape without a word");

  const faults = () => [...head(), ...headings(), ...landmarks(), ...controls(), ...errors(), ...jumping(),
                        ...pictures(), ...statuses()];
  return { faults, nav };
})();
