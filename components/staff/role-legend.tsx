import { Card } from '@/components/ui/card'
import { DetailList } from '@/components/ui/detail-list'
import { TextLink } from '@/components/ui/text-link'
import { ROLE_OPTIONS } from './labels'

/** What each role is for, in a sentence. */
export function RoleLegend() {
  return (
    <Card
      title="Roles"
      description={
        <>
          Every permission of each role is under <TextLink href="/settings/roles">Settings › Roles</TextLink>.
        </>
      }
    >
      <DetailList items={ROLE_OPTIONS.map(({ label, description }) => ({ label, value: description }))} />
    </Card>
  )
}
