/** The style of a link's page: system fonts and colours of either scheme, nothing loaded from elsewhere. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#f6f7f9, #14171c);
  --card: light-dark(#ffffff, #1d2229);
  --ink: light-dark(#1a2029, #e8ebf0);
  --quiet: light-dark(#55606e, #9ba7b6);
  --line: light-dark(#cfd6df, #38414d);
  --accent: light-dark(#0b62d6, #6cb0ff);
  --on-accent: light-dark(#ffffff, #10151b);
  --bad: light-dark(#b3261e, #ff8a80);
  font: 16px/1.5 system-ui, sans-serif;
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); min-height: 100vh; display: grid; place-items: center; }
main {
  width: min(32rem, 100% - 2rem); margin: 2rem 0; padding: 2rem;
  background: var(--card); border: 1px solid var(--line); border-radius: 1rem;
}
h1 { font-size: 1.4rem; line-height: 1.3; margin: 0 0 0.25rem; overflow-wrap: anywhere; }
p { margin: 0; }
.quiet { color: var(--quiet); }
.problem { color: var(--bad); margin-top: 1rem; }
form { margin-top: 1.5rem; display: grid; gap: 1rem; }
label { display: grid; gap: 0.25rem; color: var(--quiet); }
input { font: inherit; padding: 0.5rem; border: 1px solid var(--line); border-radius: 0.5rem; background: var(--paper); color: var(--ink); }
button {
  font: inherit; font-weight: 600; padding: 0.6rem 1rem; border: 0; border-radius: 0.5rem; cursor: pointer;
  background: var(--accent); color: var(--on-accent);
}
input:focus-visible, button:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
`;
