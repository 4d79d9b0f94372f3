/* Whether the law that a kept page rests on still holds, by Vietnam's days. */
const today = new Date(Date.now() + 25_200_000).toISOString().slice(0, 10);
for (const { content } of [{ content: document }, ...document.querySelectorAll("template")])
  for (const notice of content.querySelectorAll("[data-law-until]")) notice.hidden = notice.dataset.lawUntil >= today;
