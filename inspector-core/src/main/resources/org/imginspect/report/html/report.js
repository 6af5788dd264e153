(function () {
  'use strict';
  var root = document.documentElement;
  var all = function (selector, from) { return Array.prototype.slice.call((from || document).querySelectorAll(selector)); };

  // What works with this script only is shown by it, and what is long is folded by it: without it everything is there.
  all('.js').forEach(function (e) { e.hidden = false; });
  all('details[data-fold]').forEach(function (d) { d.open = false; });

  // Colours. A page from a file may have no storage.
  var remembered = null;
  try { remembered = localStorage.getItem('imginspect-theme'); } catch (e) { /* not kept, then */ }
  function theme(name) {
    if (name === 'light' || name === 'dark') { root.dataset.theme = name; } else { delete root.dataset.theme; }
  }
  all('input[name=theme]').forEach(function (input) {
    if (input.value === remembered) { input.checked = true; theme(remembered); }
    input.addEventListener('change', function () {
      theme(input.value);
      try { localStorage.setItem('imginspect-theme', input.value); } catch (e) { /* not kept, then */ }
    });
  });

  // Filters.
  var form = document.querySelector('form.filters');
  var items = all('.item');
  var groups = all('[data-group]').reverse(); // the inner ones first
  var texts = new Map();
  function words(item) {
    if (!texts.has(item)) { texts.set(item, item.textContent.toLowerCase()); }
    return texts.get(item);
  }
  function has(item, name, value) {
    return (' ' + (item.getAttribute('data-' + name) || '') + ' ').indexOf(' ' + value + ' ') >= 0;
  }
  function apply() {
    var data = new FormData(form);
    var levels = data.getAll('level');
    var needles = (data.get('text') || '').toLowerCase().split(/\s+/).filter(Boolean);
    var chosen = ['area', 'profile', 'verdict'].filter(function (name) { return data.get(name); });
    var active = levels.length > 0 || needles.length > 0 || chosen.length > 0;
    var shown = { check: 0, requirement: 0 };
    var total = { check: 0, requirement: 0 };
    items.forEach(function (item) {
      var kind = item.dataset.kind;
      var visible = (levels.length === 0 || levels.some(function (level) { return has(item, 'level', level); }))
        && chosen.every(function (name) { return has(item, name, data.get(name)); })
        && needles.every(function (needle) { return words(item).indexOf(needle) >= 0; });
      item.hidden = !visible;
      total[kind]++;
      if (visible) { shown[kind]++; }
    });
    groups.forEach(function (group) {
      var inside = all('.item', group);
      var count = inside.filter(function (item) { return !item.hidden; }).length;
      var tally = group.querySelector('.tally');
      if (tally) { tally.textContent = count === inside.length ? String(count) : count + ' of ' + inside.length; }
      var nothing = group.querySelector(':scope > .nothing');
      if (nothing) { nothing.hidden = count > 0; } else { group.hidden = count === 0; }
    });
    form.classList.toggle('active', active);
    form.querySelector('.shown').textContent = !active ? '' : 'Shown: '
      + (total.check ? shown.check + ' of ' + total.check + ' checks' : '')
      + (total.check && total.requirement ? ', ' : '')
      + (total.requirement ? shown.requirement + ' of ' + total.requirement + ' requirements' : '') + '.';
  }
  if (form) {
    form.addEventListener('input', apply);
    form.addEventListener('change', apply);
    form.addEventListener('submit', function (e) { e.preventDefault(); });
    form.addEventListener('reset', function () { setTimeout(apply, 0); });
    form.addEventListener('click', function (e) {
      var what = e.target.getAttribute && e.target.getAttribute('data-do');
      if (what) {
        all('.item > details').forEach(function (d) { if (!d.parentNode.hidden) { d.open = what === 'open'; } });
      }
    });
    document.addEventListener('keydown', function (e) {
      var typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement ? document.activeElement.tagName : '');
      if (e.key === '/' && !typing && !e.ctrlKey && !e.metaKey && !e.altKey) {
        e.preventDefault();
        form.elements.text.focus();
      } else if (e.key === 'Escape' && document.activeElement === form.elements.text) {
        form.elements.text.value = '';
        apply();
      }
    });
    apply(); // a browser may have kept what was chosen
  }

  // Anchors lead to what they name even where it is filtered out or folded.
  function reveal() {
    var target = null;
    try { target = document.getElementById(decodeURIComponent(location.hash.slice(1))); } catch (e) { return; }
    if (!target) { return; }
    if (form && target.closest('[hidden]')) { form.reset(); setTimeout(function () { apply(); show(target); }, 0); } else { show(target); }
  }
  function show(target) {
    for (var e = target; e; e = e.parentElement) {
      if (e.tagName === 'DETAILS') { e.open = true; }
    }
    var own = target.querySelector(':scope > details');
    if (own) { own.open = true; }
    target.scrollIntoView();
    if (target.hasAttribute('tabindex')) { target.focus({ preventScroll: true }); }
  }
  window.addEventListener('hashchange', reveal);
  if (location.hash) { reveal(); }

  // A link that is clicked is copied as well.
  function copied(link, worked) {
    var was = link.textContent;
    link.textContent = worked ? 'copied' : '#';
    link.classList.add('done');
    setTimeout(function () { link.textContent = was === 'copied' ? '#' : was; link.classList.remove('done'); }, 1200);
  }
  document.addEventListener('click', function (e) {
    var link = e.target.closest && e.target.closest('a.permalink');
    if (link && navigator.clipboard) {
      navigator.clipboard.writeText(link.href).then(function () { copied(link, true); }, function () { copied(link, false); });
    }
  });

  // Paper cannot be unfolded.
  var folded = [];
  window.addEventListener('beforeprint', function () {
    folded = all('details:not([open])');
    folded.forEach(function (d) { d.open = true; });
  });
  window.addEventListener('afterprint', function () { folded.forEach(function (d) { d.open = false; }); });
}());
