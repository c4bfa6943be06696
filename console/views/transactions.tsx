import type { Transaction } from '../api/wire.ts';
import { formatCredits, formatMoment } from '../parts/format.ts';

export const Transactions = ({ items }: { items: Transaction[] }) => (
  <table class="table">
    <thead>
      <tr>
        <th scope="col">When</th>
        <th scope="col">What</th>
        <th scope="col" class="number">
          Credits
        </th>
        <th scope="col" class="number">
          Balance
        </th>
      </tr>
    </thead>
    <tbody>
      {items.map(({ id, created_at, description, type, value_in_credits, balance_after }) => (
        <tr key={id}>
          <td data-label="When">
            <time dateTime={new Date(created_at).toISOString()}>{formatMoment(created_at)}</time>
          </td>
          <td data-label="What" class="what">
            {description}
          </td>
          <td data-label="Credits" class={`number ${type === 'CREDIT' ? 'credit' : ''}`}>
            {type === 'CREDIT' ? '+' : '−'}
            {formatCredits(value_in_credits)}
          </td>
          <td data-label="Balance" class="number">
            {formatCredits(balance_after)}
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);
