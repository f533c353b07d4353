// Runs before the first paint, so that nobody in the dark sees a white flash.
(function () {
  var root = document.documentElement;
  var theme = 'system';
  var language = '';
  try {
    theme = localStorage.getItem('regulars.theme') || 'system';
    language = localStorage.getItem('regulars.language') || '';
  } catch (e) {
    // Storage is off: the system's choice holds.
  }
  var dark = theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
  root.dataset.theme = dark ? 'dark' : 'light';
  root.lang = (language || navigator.language || 'en').indexOf('zh') === 0 ? 'zh-CN' : 'en';
})();
