/** Owns the tour's chapter on shared locations, at rest and live. */
import { assert, each } from "./checks.mjs";

const soon = (seconds) => new Date(Date.now() + seconds * 1000).toISOString();
const here = { latitude: 48.4, longitude: 9.98, created_by_device_id: "phone" };

export default {
  title: "Locations",
  people: ["anna", "ben"],
  steps: [
    {
      says: "a place is shared once",
      covers: ["Channel.sendSharedLocation"],
      async run({ stage, anna, ben }) {
        const [hers, his] = await stage.room([anna, ben]);
        const { message } = await hers.sendSharedLocation(here);
        assert.include(message.shared_location, { latitude: 48.4, longitude: 9.98, user_id: "anna", message_id: message.id });
        await ben.hears("message.new");
        assert.equal(his.state.messages[0].shared_location.longitude, 9.98);
        assert.lengthOf((await anna.client.getSharedLocations()).active_live_locations, 0);
      },
    },
    {
      says: "a live location moves for everybody, until it is stopped",
      covers: ["Channel.sendSharedLocation", "StreamChat.updateLocation", "StreamChat.getSharedLocations", "Channel.stopLiveLocationSharing"],
      async run({ stage, anna, ben }) {
        const [hers, his] = await stage.room([anna, ben]);
        const { message } = await hers.sendSharedLocation({ ...here, end_at: soon(600) });
        await ben.hears("message.new");
        const { active_live_locations: active } = await anna.client.getSharedLocations();
        assert.deepEqual(each("message_id", active), [message.id]);
        const moved = await anna.client.updateLocation({ message_id: message.id, created_by_device_id: "phone", latitude: 48.5, longitude: 10 });
        assert.equal(moved.latitude, 48.5);
        const event = await ben.hears("message.updated");
        assert.include(event.message.shared_location, { latitude: 48.5, longitude: 10 });
        assert.equal(his.state.messages[0].shared_location.latitude, 48.5);
        const { active_live_locations: listed } = await ben.client.channel("messaging", his.id).query({});
        assert.deepEqual(each("message_id", listed), [message.id]);
        await hers.stopLiveLocationSharing({ message_id: message.id, created_by_device_id: "phone" });
        await ben.hears("message.updated");
        assert.isAtMost(new Date(his.state.messages[0].shared_location.end_at).getTime(), Date.now() + 1000);
        assert.lengthOf((await anna.client.getSharedLocations()).active_live_locations, 0);
      },
    },
    {
      says: "the SDK reports the device's moves by itself",
      covers: ["LiveLocationManager.init", "LiveLocationManager.unregisterSubscriptions"],
      async run({ stage, anna, ben }) {
        const [hers] = await stage.room([anna, ben]);
        const { message } = await hers.sendSharedLocation({ ...here, end_at: soon(600) });
        await ben.hears("message.new");
        let move;
        const reporter = stage.recorder.create("LiveLocationManager", {
          client: anna.client, getDeviceId: () => "phone",
          watchLocation: (report) => {
            move = report;
            return () => {};
          },
        });
        await reporter.init();
        move({ latitude: 1, longitude: 2 });
        const event = await ben.hears("message.updated", ({ message: { id, shared_location: at } }) => id === message.id && at.latitude === 1);
        assert.equal(event.message.shared_location.longitude, 2);
        reporter.unregisterSubscriptions();
      },
    },
  ],
};
