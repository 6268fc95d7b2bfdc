import { shallowRef } from 'vue';
import { attachmentBytesLimit, type Attachment } from '../../../contracts/attachments.ts';
import { useApi } from './useApi.ts';
import { useFailures } from './useFailures.ts';

const most = 10;

/** Files and pictures for a prompt: sent at once, named by the prompt when it is sent. */
export function useAttachments() {
  const api = useApi();
  const { attempt, report } = useFailures();
  const attachments = shallowRef<Attachment[]>([]);
  const sending = shallowRef(0);

  async function add(files: Iterable<File>): Promise<void> {
    for (const file of files) {
      if (attachments.value.length + sending.value >= most)
        return report(new Error(`A prompt takes ${most} files at most.`));
      if (file.size > attachmentBytesLimit) report(new Error(`${file.name} is larger than 10 MB.`));
      else await send(file);
    }
  }

  async function send(file: File): Promise<void> {
    sending.value += 1;
    await attempt(async () => {
      const type = /^[\w.+-]+\/[\w.+-]+$/.test(file.type) ? file.type : 'application/octet-stream';
      const query = { name: file.name.slice(-120) || 'pasted', type };
      attachments.value = [...attachments.value, await api('addAttachment', { query, raw: file })];
    });
    sending.value -= 1;
  }

  function remove(attachmentId: string): void {
    attachments.value = attachments.value.filter((known) => known.attachmentId !== attachmentId);
  }

  return { attachments, sending, add, remove };
}
