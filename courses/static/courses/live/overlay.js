// A livestream runs for hours: fetch the overlay again every minute, and change it only if it differs.
const EVERY = Number(document.documentElement.dataset.every) * 1000;

async function askAgain() {
    let answer;
    try {
        answer = await fetch(location.href, { cache: "no-store" });
    } catch {
        return; // no connection: leave the overlay unchanged
    }
    // 404: the product is no longer listed, so remove it from the video.
    if (!answer.ok && answer.status !== 404) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!page.documentElement.classList.contains("overlay")) return;
    if (page.body.innerHTML !== document.body.innerHTML) document.body.replaceChildren(...page.body.childNodes);
}

setInterval(askAgain, EVERY);
