import { Review } from '@/components/onboarding/wizard/review'

export default function ReviewPage() {
  return <Review />
}
