((code, words) => {
  document.documentElement.lang = code;
  const state = window.scorecard ?? (window.scorecard = {});
  state.stop?.();

  const give = (element, attributes) => Object.entries(attributes).forEach(([name, value]) => {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  });
  const all = (selector, attributes) => document.querySelectorAll(selector).forEach((each) => give(each, attributes));

  const skip = () => document.querySelectorAll('a[href="#stMain"]').forEach((each) => {
    if (each.textContent !== words.skip) each.textContent = words.skip;
  });
  const landmarks = () => {
    all('#stSidebar', {role: 'complementary', 'aria-label': words.sidebar});
    all('.st-key-nav', {role: 'navigation', 'aria-label': words.navigation});
    all('.st-key-nav_current a', {'aria-current': 'page'});
    all('[aria-controls=stSidebar][aria-expanded=true]', {'aria-label': words.close_sidebar});
    all('[aria-controls=stSidebar][aria-expanded=false]', {'aria-label': words.open_sidebar});
  };
  const names = () => {
    const headings = [...document.querySelectorAll('h1, h2, h3')];
    const name = (element) => headings.filter((each) =>
      each.compareDocumentPosition(element) & (Node.DOCUMENT_POSITION_FOLLOWING | Node.DOCUMENT_POSITION_CONTAINED_BY)
    ).pop()?.textContent ?? document.title;
    const tables = [...document.querySelectorAll('table:not([role])')];
    tables.forEach((each) => give(each, {'aria-label': name(each)}));
    const scrolling = [...tables.map((each) => each.parentElement), ...document.querySelectorAll('[class*="st-key-figure"]')];
    scrolling.filter((each) => each.scrollWidth > each.clientWidth && getComputedStyle(each).overflowX === 'auto')
      .forEach((each) => give(each, {tabindex: '0', role: 'region', 'aria-label': name(each)}));
  };
  const announce = () => {
    const parts = [document.querySelector('h1'), document.querySelector('.st-key-shown')];
    const said = parts.map((each) => each?.innerText.trim()).filter(Boolean).join('. ').replaceAll('.. ', '. ');
    if (!said || said === state.said) return;
    if (state.said) state.region.textContent = said;
    state.said = said;
  };
  if (!state.region?.isConnected) {
    state.region = document.body.appendChild(document.createElement('div'));
    give(state.region, {id: 'announcement', role: 'status', 'aria-live': 'polite'});
  }

  let drawn, quiet;
  const changed = () => {
    drawn ??= requestAnimationFrame(() => { drawn = undefined; skip(); landmarks(); names(); });
    clearTimeout(quiet);
    quiet = setTimeout(announce, 400);
  };
  const observer = new MutationObserver(changed);
  observer.observe(document.body, {childList: true, characterData: true, subtree: true});
  addEventListener('resize', changed);
  state.stop = () => { observer.disconnect(); removeEventListener('resize', changed); clearTimeout(quiet); };
  changed();
})
