import { AccessStep } from '@/components/onboarding/wizard/access-step'

export default function AccessPage() {
  return <AccessStep />
}
