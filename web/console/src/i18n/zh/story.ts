import type { Words } from '../words';
import type { story as en } from '../en/story';

export const story: Words<typeof en> = {
  'timeline.orderCompleted': '下单 {{amount}}',
};
