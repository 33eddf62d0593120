// A group's day by keys: 1 present, 2 absent; present goes on to the next person.

const KEYS = { Digit1: "p", Numpad1: "p", Digit2: "a", Numpad2: "a" };

document.addEventListener("keydown", (event) => {
  const choice = KEYS[event.code];
  const row = event.target.closest("[data-mark]");
  if (!choice || !row || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input:not([type=radio]), select")) return;
  const button = row.querySelector(`input[type=radio][value="${choice}"]`);
  if (!button || button.matches(":disabled")) return;
  event.preventDefault();
  button.checked = true;
  button.dispatchEvent(new Event("change", { bubbles: true }));
  const next = choice === "p" ? row.nextElementSibling?.querySelector("input[type=radio]") : row.querySelector("select");
  (next ?? button).focus();
});
