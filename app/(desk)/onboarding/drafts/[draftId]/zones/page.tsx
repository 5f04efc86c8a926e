import { ZonesStep } from '@/components/onboarding/wizard/zones-step'

export default function ZonesPage() {
  return <ZonesStep />
}
