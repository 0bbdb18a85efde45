import { proxySinks, type Sinks, type WorkflowInterceptorsFactory } from '@temporalio/workflow';

export interface TellingSinks extends Sinks {
  told: { activity(type: string): void };
}

/** Bundled into a test's worker by its path: tells a sink of every activity that a workflow schedules. */
export const interceptors: WorkflowInterceptorsFactory = () => {
  const { told } = proxySinks<TellingSinks>();
  return {
    outbound: [
      {
        scheduleActivity(input, next) {
          told.activity(input.activityType);
          return next(input);
        },
      },
    ],
  };
};
