import { shallowRef } from 'vue';

/** Whether the browser lets this page notify, and the question to the person. */
export function useNotificationPermission() {
  const supported = 'Notification' in window;
  const permission = shallowRef<NotificationPermission | 'unsupported'>(
    supported ? Notification.permission : 'unsupported',
  );

  async function ask(): Promise<void> {
    if (supported) permission.value = await Notification.requestPermission();
  }

  return { permission, ask };
}
