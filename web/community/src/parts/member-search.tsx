import { Avatar, figure, Icon, useRead } from '@synapse/web-kit';
import { useEffect, useId, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { reads } from '../reads.js';

const SETTLED_MS = 220;
const SHORTEST = 2;

/** Finds a member by name, and goes to their page. */
export function MemberSearch() {
  const id = useId();
  const { route } = useLocation();
  const [text, setText] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [marked, setMarked] = useState(0);
  const asked = useSettled(text.trim());
  const { answer, isStale } = useRead(asked.length >= SHORTEST ? reads.search(asked) : null);
  const found = asked.length >= SHORTEST && answer ? answer.members : [];
  const isShown = isOpen && asked.length >= SHORTEST && answer !== undefined;

  function go(member: string | undefined): void {
    if (member === undefined) return;
    setOpen(false);
    setText('');
    route(`/members/${member}`);
  }

  function press(event: KeyboardEvent): void {
    if (event.key === 'Escape') setOpen(false);
    else if (event.key === 'Enter') go(found[marked]?.id);
    else if (event.key === 'ArrowDown') setMarked(Math.min(marked + 1, found.length - 1));
    else if (event.key === 'ArrowUp') setMarked(Math.max(marked - 1, 0));
    else return;
    event.preventDefault();
  }

  return (
    <search class="finder">
      <label class="unseen" htmlFor={`${id}-text`}>
        Find a member by name
      </label>
      <Icon name="search" />
      <input
        id={`${id}-text`}
        type="text"
        role="combobox"
        placeholder="Find a member"
        autocomplete="off"
        maxLength={100}
        aria-expanded={isShown}
        aria-controls={`${id}-found`}
        aria-activedescendant={isShown && found[marked] ? `${id}-${marked}` : undefined}
        value={text}
        onInput={({ currentTarget }) => {
          setText(currentTarget.value);
          setMarked(0);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={press}
      />
      <div
        id={`${id}-found`}
        class="found"
        role="listbox"
        aria-label="Members found"
        hidden={!isShown}
        data-stale={isStale}
      >
        {found.map((member, index) => (
          <div
            key={member.id}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === marked}
            // Before the field loses the focus, and with it the list its place.
            onMouseDown={(event) => {
              event.preventDefault();
              go(member.id);
            }}
            onMouseEnter={() => setMarked(index)}
          >
            <Avatar id={member.id} name={member.name} />
            <span class="member">
              <bdi>{member.name}</bdi>
            </span>
            <small class="soft">
              Level {member.level}
              {member.rank !== null && ` · #${figure(member.rank)}`}
            </small>
          </div>
        ))}
        {isShown && found.length === 0 && <p class="soft none">Nobody is called that.</p>}
      </div>
    </search>
  );
}

/** What a text has been for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
