/** The port to the queue that wakes workers up. What is to be done stands in the table; a message only points at it. */
export interface TaskQueue {
  send: (message: { user_id: string; task_id: string }) => Promise<void>;
}
