/** How the page of the transcript looks, in light and in dark. */
export const STYLE = `:root{color-scheme:light dark;--page:light-dark(#fff,#313338);--card:light-dark(#f2f3f5,#2b2d31);--embed:light-dark(#fff,#232428);--text:light-dark(#23262b,#dbdee1);--faint:light-dark(#5c6069,#a5a9b1);--button:light-dark(#e0e2e7,#43454b)}
body{font:15px/1.5 system-ui,sans-serif;background:var(--page);color:var(--text);max-width:46rem;margin:2rem auto;padding:0 1rem;overflow-wrap:anywhere}
h1{font-size:1.25rem}h2{font-size:1rem;margin:.2rem 0}p{margin:.2rem 0}
form{display:flex;flex-wrap:wrap;gap:.6rem;align-items:center;padding:.7rem .9rem;background:var(--card);border-radius:.5rem;margin-bottom:1rem}
select,button{font:inherit;max-width:100%}
ul{list-style:none;padding:0}li{margin:.8rem 0;padding:.6rem .9rem;background:var(--card);border-radius:.5rem}
time,small{color:var(--faint);font-size:.82rem}li>time{margin-right:.3rem}
code{font-size:.88em;padding:.05em .3em;border-radius:4px;background:var(--button)}
blockquote{margin:.4rem 0;padding:.35rem .8rem;border-left:4px solid;background:var(--embed);border-radius:4px}
dl{display:flex;flex-wrap:wrap;gap:.3rem 2rem;margin:.3rem 0}dt{font-weight:600}dd{margin:0}
img{width:100%;max-width:34rem;border-radius:.5rem;display:block;margin:.4rem 0}
.button{display:inline-block;margin:.4rem .4rem .1rem 0;padding:.2rem .8rem;border-radius:.3rem;background:var(--button)}
.button[aria-disabled]{opacity:.5}`;
