/** The upload page's style: system fonts and colours of either scheme, nothing loaded from elsewhere. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#f6f7f9, #14171c);
  --card: light-dark(#ffffff, #1d2229);
  --ink: light-dark(#1a2029, #e8ebf0);
  --quiet: light-dark(#55606e, #9ba7b6);
  --line: light-dark(#cfd6df, #38414d);
  --accent: light-dark(#0b62d6, #6cb0ff);
  --good: light-dark(#11703a, #5fd38d);
  --bad: light-dark(#b3261e, #ff8a80);
  font: 16px/1.5 system-ui, sans-serif;
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); }
main { max-width: 44rem; margin: 0 auto; padding: 3rem 1rem; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 0.25rem; }
p { margin: 0; }
.quiet { color: var(--quiet); }
#drop {
  display: block; margin: 1.5rem 0; padding: 3rem 1rem; text-align: center; cursor: pointer;
  background: var(--card); border: 2px dashed var(--line); border-radius: 1rem;
  transition: border-color 120ms, transform 120ms;
}
#drop strong { color: var(--accent); }
#drop.over { border-color: var(--accent); border-style: solid; transform: scale(1.01); }
#drop:focus-within { outline: 3px solid var(--accent); outline-offset: 3px; }
#files, #news { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: 0.75rem; }
li {
  background: var(--card); border: 1px solid var(--line); border-radius: 0.75rem; padding: 0.75rem 1rem;
  display: grid; grid-template-columns: 1fr auto; gap: 0.25rem 1rem; align-items: center;
}
li .name { font-weight: 600; overflow-wrap: anywhere; }
li progress { grid-column: 1 / -1; width: 100%; height: 0.5rem; accent-color: var(--accent); }
li .state { grid-column: 1 / -1; font-size: 0.9rem; color: var(--quiet); overflow-wrap: anywhere; }
li[data-state="done"] .state { color: var(--good); }
li[data-state="failed"] .state { color: var(--bad); }
button {
  font: inherit; color: var(--ink); background: transparent; border: 1px solid var(--line);
  border-radius: 0.5rem; padding: 0.2rem 0.8rem; cursor: pointer;
}
button:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
@media (prefers-reduced-motion: reduce) { #drop { transition: none; } #drop.over { transform: none; } }
`;
