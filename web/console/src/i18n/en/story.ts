/** Sentences for the codes that the server gives: what happened, why, and what to do. */
export const story = {
  'timeline.orderCompleted': 'Ordered for {{amount}}',
};
