// Single keys of the desk: they only move the focus or follow a link; the page does all without them.
"use strict";

const desk = document.querySelector("[data-keys=on]");
// Where people type or choose, a key is theirs.
const FIELDS = "input, select, textarea, [contenteditable]";

function targetOf(key) {
  if (key === "r") return document.getElementById("id_return-common");
  if ("123".includes(key)) return desk.querySelectorAll("input[type=radio][name=outlook]")[Number(key)];
  return desk.querySelector(`[data-key="${key}"]`);
}

function press(event) {
  const key = event.key.toLowerCase();
  if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  if (!/^[npar123]$/.test(key) || event.target.closest(FIELDS)) return;
  const target = targetOf(key);
  if (!target) return;
  event.preventDefault();
  if (target.matches("a")) target.click();
  else target.focus();
  if (target.matches("input[type=radio]")) target.checked = true;
}

if (desk) document.addEventListener("keydown", press);
