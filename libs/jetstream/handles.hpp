// What the NATS client hands out, owned.
#pragma once

#include <nats/nats.h>

#include <memory>

namespace souk::jetstream {

template <class T, void (*kDestroy)(T*)>
struct Destroyer {
  void operator()(T* object) const { kDestroy(object); }
};

using OptionsHandle = std::unique_ptr<natsOptions, Destroyer<natsOptions, natsOptions_Destroy>>;
using ConnectionHandle = std::unique_ptr<natsConnection, Destroyer<natsConnection, natsConnection_Destroy>>;
using ContextHandle = std::unique_ptr<jsCtx, Destroyer<jsCtx, jsCtx_Destroy>>;
using SubscriptionHandle = std::unique_ptr<natsSubscription, Destroyer<natsSubscription, natsSubscription_Destroy>>;
using MessageHandle = std::unique_ptr<natsMsg, Destroyer<natsMsg, natsMsg_Destroy>>;
using StreamInfoHandle = std::unique_ptr<jsStreamInfo, Destroyer<jsStreamInfo, jsStreamInfo_Destroy>>;
using MetaDataHandle = std::unique_ptr<jsMsgMetaData, Destroyer<jsMsgMetaData, jsMsgMetaData_Destroy>>;
using InboxHandle = std::unique_ptr<natsInbox, Destroyer<natsInbox, natsInbox_Destroy>>;

}  // namespace souk::jetstream
