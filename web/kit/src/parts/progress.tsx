interface ProgressProps {
  /** Between 0 and 1. */
  share: number;
  /** What screen readers call it. */
  label: string;
  /** What screen readers say of it. */
  text: string;
}

/** A bar that fills up. */
export const Progress = ({ share, label, text }: ProgressProps) => (
  <div
    class="progress"
    role="progressbar"
    aria-label={label}
    aria-valuemin={0}
    aria-valuemax={100}
    aria-valuenow={Math.round(share * 100)}
    aria-valuetext={text}
    style={{ '--share': share }}
  />
);
