'use client'
import { Button } from '@cloudflare/kumo/components/button'
import { useEffect, useState, type ComponentType } from 'react'
import { Notice } from './notice'
import { Spinner } from './spinner'
import { useLate } from './use-late'

/**
 * Stands in for a component that is imported when it is first drawn. `useFetch` imports it before that, for the page
 * that may draw it. Where it cannot be fetched, the person is told: the page stays.
 */
export function late<Props extends object>(load: () => Promise<{ default: ComponentType<Props> }>) {
  let loaded: ComponentType<Props> | null = null
  const fetch = async () => {
    loaded = (await load()).default
  }
  function Late(props: Props) {
    const [state, setState] = useState<'loading' | 'there' | 'failed'>(loaded ? 'there' : 'loading')
    useEffect(() => {
      if (!loaded)
        fetch().then(
          () => setState('there'),
          () => setState('failed'),
        )
    }, [])
    const Part = loaded
    if (Part && state === 'there') return <Part {...props} />
    return state === 'failed' ? <Unloaded /> : <Spinner />
  }
  Late.useFetch = () => useLate(fetch)
  /** For where something tells that it will be wanted soon. What fails is asked for again when it is drawn. */
  Late.fetchSoon = () => void fetch().catch(() => {})
  return Late
}

// A script that failed once is not asked for again by the page that failed to get it.
function Unloaded() {
  return (
    <Notice
      tone="danger"
      role="alert"
      title="This part of the page could not be loaded"
      actions={<Button onClick={() => window.location.reload()}>Reload the page</Button>}
    >
      Check the connection, then reload. What is filled in here stays.
    </Notice>
  )
}
