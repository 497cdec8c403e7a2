// Runs before the first paint and before any module: no flash of the wrong theme or language, and zod never probes `new Function`.
globalThis.__zod_globalConfig = { jitless: true };
(function () {
  var root = document.documentElement;
  function kept(key) {
    try { return localStorage.getItem('kikimimi.' + key); } catch (e) { return null; }
  }
  var theme = kept('theme');
  var dark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  root.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
  var language = kept('language');
  root.lang = language === 'en' || language === 'ja' ? language : /^ja/.test(navigator.language) ? 'ja' : 'en';
  root.setAttribute('data-density', kept('density') === 'compact' ? 'compact' : 'normal');
})();
