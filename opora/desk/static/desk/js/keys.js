// Keys by their place on the keyboard, so they work in Bulgarian and in Latin; menus that close.

const typing = (target) => target.matches("input, textarea, select, [contenteditable]");
const rows = () => [...document.querySelectorAll("[data-row]")];

function choose(step) {
  const all = rows();
  if (!all.length) return false;
  const at = all.findIndex((row) => row.classList.contains("is-chosen"));
  const next = all[Math.max(0, Math.min(all.length - 1, at < 0 ? 0 : at + step))];
  mark(next);
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  return true;
}

// A row may have a preview: an hx-get that answers to the event "chosen".
function mark(row) {
  for (const each of rows()) each.classList.toggle("is-chosen", each === row);
  row.dispatchEvent(new CustomEvent("chosen", { bubbles: true }));
}

document.addEventListener("keydown", (event) => {
  const find = document.querySelector("[data-find]");
  if (event.code === "KeyK" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    find?.focus();
    find?.select();
    return;
  }
  if (event.key === "Escape") closeMenus();
  if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  let done = false;
  if (event.key === "?") { document.getElementById("keys")?.showModal(); done = true; }
  else if (event.code === "Slash" || event.key === "/") { find?.focus(); done = true; }
  else if (event.code === "KeyJ") done = choose(1);
  else if (event.code === "KeyK") done = choose(-1);
  else if (event.target.matches("[data-row]")) {
    if (event.key === "ArrowDown") done = choose(1);
    else if (event.key === "ArrowUp") done = choose(-1);
    else if (event.key === "Enter") { event.target.querySelector("a[href]")?.click(); done = true; }
  }
  if (done) event.preventDefault();
});

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details[data-drop][open], .bar-more[open]")) {
    if (!menu.contains(except ?? null)) menu.open = false;
  }
}

document.addEventListener("click", (event) => {
  closeMenus(event.target);
  const row = event.target.closest("[data-row]");
  if (row && !event.target.closest("a, button, input, label, summary")) mark(row);
});

document.addEventListener("dblclick", (event) => {
  event.target.closest("[data-row]")?.querySelector("a[href]")?.click();
});
