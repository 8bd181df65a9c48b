export {
  type AnnouncementRow,
  channelsOwed,
  dropAnnouncements,
  eraseAnnouncements,
  forgetSettled,
  oweAnnouncements,
  waitingAnnouncements,
} from './announcement-rows.js';
export {
  type BotPosition,
  moveBotPosition,
  noteRolesSeen,
  readBotPosition,
  readRolesSeen,
} from './bot-position.js';
export {
  beginDelivery,
  channelsUnsettled,
  type DeliveryRow,
  deliveriesSince,
  openDeliveries,
  retryDelivery,
  settleDelivery,
} from './delivery-rows.js';
export {
  askForRoleChecks,
  dueRoleChecks,
  finishRoleCheck,
  postponeRoleCheck,
  type RoleCheckRow,
} from './role-check-rows.js';
