// Progressive help only: every page works without this file.
"use strict";

// The list of errors speaks first.
document.querySelector("[data-focus]")?.focus();

// The current tab is in view on a phone.
document
  .querySelector(".site-nav [aria-current]")
  ?.scrollIntoView({ block: "nearest", inline: "center" });

// A menu closes with Escape, and when the reader acts elsewhere.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details[data-menu][open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// A form is sent once; data-confirm asks first, in words that the page wrote.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const question = event.submitter?.dataset.confirm ?? form.dataset.confirm;
  if (question && !window.confirm(question)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  if (form.dataset.sent === "yes") {
    event.preventDefault();
    return;
  }
  if (form.method === "post" && !form.hasAttribute("hx-post")) form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// A list of choices that filters a page needs no button when this script runs.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
});

// Copying a link is offered only where the browser can do it.
if (navigator.clipboard) {
  for (const button of document.querySelectorAll("button[data-copy]")) button.hidden = false;
}
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("button[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  say(button.dataset.copied);
});

// htmx: tell a screen reader, and move the focus where the new part asks for it.
document.addEventListener("htmx:afterSwap", (event) => {
  event.target.querySelector?.("[data-focus]")?.focus();
});
for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(failure, () => say(document.getElementById("live").dataset.offline));
}

// Say a sentence to those who hear the page, and show it to those who see it.
function say(words) {
  const place = document.getElementById("live");
  if (!place || !words) return;
  place.textContent = words;
  place.classList.add("is-said");
  window.setTimeout(() => place.classList.remove("is-said"), 6000);
}
