// Who else has this open: <div data-presence="/o/<slug>/requests/17/presence/">. While the page is
// visible it says „I am here“ every 10 seconds and shows the answer.

const PERIOD = 10_000;

async function tell(place) {
  if (document.hidden) return;
  const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
  const editing = document.activeElement?.matches("main form[data-draft] *") ?? false;
  try {
    const answer = await fetch(place.dataset.presence, {
      method: "POST", body: new URLSearchParams({ editing: editing ? "1" : "" }),
      headers: { "X-CSRFToken": token, "Opora-Fetch": "1" },
    });
    if (!answer.ok || answer.redirected) return;
    const html = (await answer.text()).trim();
    if (place.dataset.seen === html) return;
    place.dataset.seen = html;
    const page = new DOMParser().parseFromString(html, "text/html");
    place.replaceChildren(...page.body.childNodes);
  } catch { /* the connection's state is shown by live.js */ }
}

for (const place of document.querySelectorAll("[data-presence]")) {
  tell(place);
  setInterval(() => tell(place), PERIOD);
  document.addEventListener("visibilitychange", () => tell(place));
}
