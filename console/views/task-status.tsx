import type { Task } from '../api/wire.ts';
import { Icon, type IconName } from '../parts/icons.tsx';

export const STATUSES: Record<Task['status'], { word: string; long: string; icon: IconName }> = {
  PENDING: { word: 'Waiting', long: 'Waiting for its turn.', icon: 'clock' },
  PROCESSING: { word: 'Working', long: 'Reading, and looking for evidence.', icon: 'clock' },
  COMPLETED: { word: 'Done', long: 'Done.', icon: 'check' },
  FAILED: { word: 'Failed', long: 'It could not be done.', icon: 'alert' },
  CANCELLED: { word: 'Cancelled', long: 'Cancelled.', icon: 'info' },
};

export const isOpen = ({ status }: Task): boolean => status === 'PENDING' || status === 'PROCESSING';

export const StatusBadge = ({ status }: Pick<Task, 'status'>) => (
  <span class="badge">
    <Icon name={STATUSES[status].icon} />
    {STATUSES[status].word}
  </span>
);
