/** Owns the tour's chapter on links: previews of pages on hosts that the server may ask. */
import { assert, refused, until } from "./checks.mjs";

const article = () => new URL("/article", location.href).href;

export default {
  title: "Links",
  people: ["anna", "ben"],
  /** The page's own site is the host that is asked. */
  serverOptions: ["--link-host", "{site}"],
  steps: [
    {
      says: "a preview of a page is made on request, for allowed hosts only",
      covers: ["StreamChat.enrichURL"],
      async run({ anna }) {
        const preview = await anna.client.enrichURL(article());
        assert.include(preview, { title: "Plum cake", text: "Best with cream", og_scrape_url: article() });
        await refused(anna.client.enrichURL("http://192.0.2.1/"), 4);
      },
    },
    {
      says: "a link in a message gets its preview, unless the author does not want it",
      covers: ["Channel.sendMessage"],
      async run({ stage, anna, ben }) {
        const [hers, his] = await stage.room([anna, ben]);
        await hers.sendMessage({ text: "plain", mood: article() });
        await hers.sendMessage({ text: `no preview ${article()}` }, { skip_enrich_url: true });
        const { message } = await hers.sendMessage({ text: `read ${article()}` });
        await ben.hears("message.new", (event) => event.message.id === message.id);
        const seen = () => his.state.messages.find(({ id }) => id === message.id).attachments;
        if (seen().length === 0) await ben.hears("message.updated", (event) => event.message.id === message.id);
        assert.equal(seen()[0].title, "Plum cake");
        await ben.settled();
        assert.deepEqual(his.state.messages.map(({ attachments }) => attachments.length), [0, 0, 1]);
      },
    },
    {
      says: "the composer offers the preview before sending",
      covers: ["LinkPreviewsManager.findAndEnrichUrls"],
      async run({ stage, anna }) {
        const [hers] = await stage.room([anna]);
        const previews = hers.messageComposer.linkPreviewsManager;
        previews.enabled = true;
        // The SDK's own finder wants a host with a dot and letters.
        previews.findURLFn = (text) => text.match(/http\S+/g) ?? [];
        previews.findAndEnrichUrls(`see ${article()}`);
        const [preview] = await until("the preview is loaded", () => previews.loadedPreviews.length > 0 && previews.loadedPreviews);
        assert.equal(preview.title, "Plum cake");
      },
    },
  ],
};
