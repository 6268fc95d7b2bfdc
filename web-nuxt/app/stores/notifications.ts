import { defineStore } from 'pinia';
import { shallowRef } from 'vue';

/** Whether the browser lets this page notify. */
export const useNotificationsStore = defineStore('notifications', () => {
  const permission = shallowRef<NotificationPermission | 'unsupported'>(
    'Notification' in window ? Notification.permission : 'unsupported',
  );

  /** Asks the person. */
  async function ask(): Promise<void> {
    if (permission.value !== 'unsupported')
      permission.value = await Notification.requestPermission();
  }

  return { permission, ask };
});
