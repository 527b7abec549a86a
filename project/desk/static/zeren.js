// Beside htmx, which saves a sheet's rows: sends one row alone, and says so when nothing was saved.
"use strict";

// htmx sends the form around an element; a row is saved by its own fields.
let leaving = false;
document.addEventListener("htmx:configRequest", (event) => {
  if (leaving) event.preventDefault();
  const [kind, key] = event.detail.elt.id.split("-");
  const letter = { row: "r", part: "s" }[kind];
  if (!letter) return;
  const own = (name) => name === "csrfmiddlewaretoken" || name.startsWith(`${letter}${key}-`);
  [...event.detail.formData.keys()].filter((name) => !own(name)).forEach((name) => event.detail.formData.delete(name));
});

function notSaved(event) {
  const words = event.detail.elt.querySelector(".unsaved");
  if (!words) return;
  words.textContent = "没有保存：与系统的连接中断，内容仍在页面上。稍后会再试，也可以点“保存全部”。";
  words.hidden = false;
}

["htmx:sendError", "htmx:responseError", "htmx:timeout"].forEach((name) => document.addEventListener(name, notSaved));

// A row that failed is sent again once the line is back.
addEventListener("online", () => {
  document.querySelectorAll(".row:has(.unsaved:not([hidden]))").forEach((row) => htmx.trigger(row, "change"));
});

// Whoever leaves with words that were not saved is asked first; a posted form saves them itself.
const typed = new Set();
addEventListener("input", (event) => {
  const row = event.target.closest(".row");
  if (row) typed.add(row.id);
});
document.addEventListener("htmx:afterSwap", (event) => {
  const row = event.detail.elt.closest(".row");
  if (row && !row.querySelector(".row-state [role=alert]:not([hidden])")) typed.delete(row.id);
});
addEventListener("beforeunload", (event) => {
  if (typed.size) event.preventDefault();
});

// A row under way is waited for: posted beside it, the form would hold a revision that is old by then.
let waiting = null;
const isSaving = () => Boolean(document.querySelector(".row.htmx-request"));
addEventListener("submit", (event) => {
  if (isSaving()) {
    event.preventDefault();
    waiting = event.submitter;
    return;
  }
  typed.clear();
  leaving = true;
});
// Whoever comes back with the browser's button types on.
addEventListener("pageshow", () => { leaving = false; });
document.addEventListener("htmx:afterRequest", () => setTimeout(() => {
  if (!waiting || isSaving()) return;
  const button = waiting;
  waiting = null;
  button.form.requestSubmit(button);
}));
