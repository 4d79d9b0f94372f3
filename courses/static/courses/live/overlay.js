// A film goes on for hours: every minute what lies over it is asked for again, and changed only where it says something else.
const EVERY = Number(document.documentElement.dataset.every) * 1000;

async function askAgain() {
    let answer;
    try {
        answer = await fetch(location.href, { cache: "no-store" });
    } catch {
        return; // no connection: it stays as it is
    }
    // 404 is a product that is no longer listed: nothing of it stays on the film.
    if (!answer.ok && answer.status !== 404) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!page.documentElement.classList.contains("overlay")) return;
    if (page.body.innerHTML !== document.body.innerHTML) document.body.replaceChildren(...page.body.childNodes);
}

setInterval(askAgain, EVERY);
