// While a figure is typed, its change against the previous one stands beside it.

const said = new Intl.NumberFormat(document.documentElement.lang === "en" ? "en" : "bg", {
  maximumFractionDigits: 1, signDisplay: "exceptZero",
});

function read(text) {
  const plain = text.replace(/[\s\u00a0\u202f'’]/g, "");
  if (/^\d{1,3}([.,]\d{3})+$/.test(plain)) return Number(plain.replace(/[.,]/g, ""));
  return /^\d+([.,]\d+)?$/.test(plain) ? Number(plain.replace(",", ".")) : NaN;
}

document.addEventListener("input", ({ target }) => {
  const before = Number(target.dataset?.before);
  const place = target.id && document.querySelector(`output[for="${CSS.escape(target.id)}"]`);
  if (!place) return;
  const now = read(target.value);
  place.textContent = before && !Number.isNaN(now) ? `${said.format((now - before) / before * 100)}\u00a0%` : "—";
});
