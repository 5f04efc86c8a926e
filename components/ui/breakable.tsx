import { Fragment } from 'react'

/** An id or a raw value, such as `PARTNERS_WORKERS_ENT`: where there is no room it breaks between its words. */
export function Breakable({ children }: { children: string }) {
  return children.split(/(?<=[_.])/).map((word, index) => (
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {word}
    </Fragment>
  ))
}
