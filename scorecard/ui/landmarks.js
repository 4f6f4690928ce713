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
    all('[aria-controls=stSidebar][aria-expanded=true]', {'aria-label': words.close_sidebar});
    all('[aria-controls=stSidebar][aria-expanded=false]', {'aria-label': words.open_sidebar});
  };
  const connected = () => !!document.querySelector('[data-test-connection-state=CONNECTED]');
  const clicked = (event) => {  // a link of ours opens its page in this session, as Streamlit does when one goes back
    const way = event.target.closest?.('.way');
    if (!way || !connected() || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const there = new URL(way.href), here = new URLSearchParams(location.search);
    ['embed', 'embed_options'].forEach((name) => here.getAll(name).forEach((each) => there.searchParams.append(name, each)));
    history[there.href === location.href ? 'replaceState' : 'pushState']({}, '', there);
    dispatchEvent(new PopStateEvent('popstate'));
  };
  const place = (way) => way && way.pathname + way.textContent;
  const focused = (event) => { state.focused = place(event.target.closest?.('.way')); };
  const follow = () => {  // links are drawn anew with every choice, and the focus is lost with the old ones
    if (!state.focused || document.activeElement !== document.body) return;
    [...document.querySelectorAll('.way')].find((each) => place(each) === state.focused)?.focus();
  };
  const names = () => {
    const headings = [...document.querySelectorAll('h1, h2, h3')];
    const above = (element) => headings.filter((each) =>
      each.compareDocumentPosition(element) & (Node.DOCUMENT_POSITION_FOLLOWING | Node.DOCUMENT_POSITION_CONTAINED_BY)
    ).pop()?.textContent;
    const name = (element) => element.querySelector('table')?.ariaLabel ?? above(element) ?? document.title;
    document.querySelectorAll('.table, [class*="st-key-figure"]').forEach((each) => {
      const scrolls = each.scrollWidth > each.clientWidth && getComputedStyle(each).overflowX === 'auto';
      if (scrolls) give(each, {tabindex: '0', role: 'region', 'aria-label': name(each), 'data-scrolls': 'yes'});
      else if (each.dataset.scrolls) ['tabindex', 'role', 'aria-label', 'data-scrolls'].forEach((name) => each.removeAttribute(name));
    });
  };
  const said = () => {
    const parts = ['h1', '.shown p, .st-key-meeting_header'].map((each) => document.querySelector(each));
    if (!parts.every((each) => each?.innerText.trim())) return undefined;
    const shown = parts.filter((each) => !each.matches('.st-key-meeting_header'));
    return shown.map((each) => each.innerText.trim()).join('. ').replaceAll('.. ', '. ');
  };
  let drawn, quiet;
  const announce = () => {
    if (document.querySelector('[data-testid=stApp]:not([data-test-script-state=notRunning])')) {
      quiet = setTimeout(announce, 400);  // the title may still be that of what was chosen before
      return;
    }
    const now = said();
    if (!now || now === state.said) return;
    state.region.textContent = state.said = now;
  };
  if (!state.region?.isConnected) {
    state.region = document.body.appendChild(document.createElement('div'));
    give(state.region, {id: 'announcement', role: 'status', 'aria-live': 'polite'});
  }

  const changed = () => {
    drawn ??= requestAnimationFrame(() => { drawn = undefined; skip(); landmarks(); follow(); names(); state.said ??= said(); });
    clearTimeout(quiet);
    quiet = setTimeout(announce, 400);
  };
  const observer = new MutationObserver(changed);
  observer.observe(document.body, {childList: true, characterData: true, subtree: true});
  const events = new AbortController(), until = {signal: events.signal};
  addEventListener('resize', changed, until);
  addEventListener('click', clicked, {capture: true, ...until});
  ['focusin', 'pointerdown'].forEach((name) => addEventListener(name, focused, {capture: true, ...until}));
  state.stop = () => { observer.disconnect(); events.abort(); clearTimeout(quiet); };
  changed();
})
