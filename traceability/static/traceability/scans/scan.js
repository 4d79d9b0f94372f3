// Record the scan: one POST once the page is visible (never for a prefetch). Also save the offline copy, and show the basket.
(() => {
  "use strict";
  const form = document.querySelector("form[data-scan]");
  const seen = document.querySelector("[data-seen]");
  const post = () => {
    fetch(location.pathname + location.search, { method: "POST", headers: { Accept: "application/json" }, keepalive: true })
      .then((answer) => (answer.status === 200 ? answer.json() : null))
      .then((scan) => {
        if (!scan) return;
        if (seen && scan.seen) seen.textContent = scan.seen;
        if (form) form.remove();
      })
      .catch(() => {});
  };
  const start = () => {
    if (document.visibilityState !== "visible" || document.prerendering) return;
    document.removeEventListener("visibilitychange", start);
    post();
  };
  if (form && navigator.onLine !== false) {
    document.addEventListener("visibilitychange", start);
    document.addEventListener("prerenderingchange", start);
    start();
  }
  // Offer what this browser ordered before. The page is the same for everybody, so the button comes on its own.
  const buy = document.querySelector("[data-again]");
  if (buy && /(^|; )bought=/.test(document.cookie) && navigator.onLine !== false)
    fetch(buy.dataset.again)
      .then((answer) => (answer.status === 200 ? answer.text() : ""))
      .then((form) => {
        if (!form) return;
        const link = buy.querySelector("a");
        link.classList.remove("btn-main");
        buy.nextElementSibling.prepend(link);
        buy.innerHTML = form;
      })
      .catch(() => {});
  // Show the way to the basket. The cookie has the number of goods in it (orders/basket/middleware.py).
  const basket = document.querySelector(".basket");
  const count = () => {
    const [, goods] = /(?:^|; )basket=(\d+)/.exec(document.cookie) || [];
    basket.hidden = !goods;
    basket.querySelector("b").textContent = goods || "";
  };
  if (basket) {
    count();
    addEventListener("pageshow", (event) => event.persisted && count());
  }
  // The worker does not serve the first view yet: ask it to save a copy (backend/theme/service_worker.js, "save").
  if (form && "serviceWorker" in navigator)
    addEventListener("load", () =>
      navigator.serviceWorker
        .register("/sw.js")
        .then(() => navigator.serviceWorker.ready)
        .then(({ active }) => active.postMessage({ type: "save", url: location.href }))
        .catch(() => {}),
    );
})();
