/* Show the notice of a saved page once its law is no longer in force, by the date in Vietnam. */
const today = new Date(Date.now() + 25_200_000).toISOString().slice(0, 10);
for (const { content } of [{ content: document }, ...document.querySelectorAll("template")])
  for (const notice of content.querySelectorAll("[data-law-until]")) notice.hidden = notice.dataset.lawUntil >= today;
