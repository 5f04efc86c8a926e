/** The mark: a list of accounts; nobody else’s logo. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg aria-hidden="true" width={size} height={size} viewBox="0 0 24 24" fill="none">
      <rect width="24" height="24" rx="6" className="fill-kumo-brand" />
      <path d="M6 7.5h12M6 12h12M6 16.5h7" stroke="white" strokeWidth="2.25" strokeLinecap="round" />
    </svg>
  )
}
