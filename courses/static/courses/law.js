/* A kept page is the same on every day; whether the law it rests on still holds is looked at here. Days are Vietnam's. */
const today = new Date(Date.now() + 25_200_000).toISOString().slice(0, 10);
const places = [document, ...[...document.querySelectorAll("template")].map((one) => one.content)];
for (const place of places)
  for (const notice of place.querySelectorAll("[data-law-until]")) notice.hidden = notice.dataset.lawUntil >= today;
