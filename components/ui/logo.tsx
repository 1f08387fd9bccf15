/** The gate across the channel: two posts, a leaf half lifted, the water below. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" fill="none" aria-hidden="true" className={className}>
      <rect width="24" height="24" rx="6" className="fill-primary" />
      <g className="stroke-primary-foreground" strokeWidth="2" strokeLinecap="round">
        <path d="M7 6v12M17 6v12" />
        <path d="M7 10h10" />
        <path d="M10 15.5h4" strokeOpacity="0.55" />
      </g>
    </svg>
  );
}
