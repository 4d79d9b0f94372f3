/* For pages outside the app, such as an origin page: save a copy of this page for use without a connection. */
if ("serviceWorker" in navigator)
  addEventListener("load", () =>
    navigator.serviceWorker
      .register("/sw.js")
      .then(() => navigator.serviceWorker.ready)
      .then(({ active }) => active.postMessage({ type: "save", url: location.href }))
      .catch(() => {}),
  );
