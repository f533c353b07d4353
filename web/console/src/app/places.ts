import { Database, type LucideIcon, Settings, Sunrise, Target, Users } from 'lucide-react';
import type { Key } from '@/i18n';

export interface Place {
  to: string;
  label: Key;
  icon: LucideIcon;
}

/** The places of the left navigation, in the order of the loop. */
export const places: Place[] = [
  { to: '/today', label: 'place.today', icon: Sunrise },
  { to: '/customers', label: 'place.customers', icon: Users },
  { to: '/audiences', label: 'place.audiences', icon: Target },
  { to: '/data', label: 'place.data', icon: Database },
  { to: '/settings', label: 'place.settings', icon: Settings },
];

/** Every page and action that search can reach; `words` are more names people may type. */
export const destinations: { to: string; label: Key; kind: 'page' | 'action'; words: string }[] = [
  { to: '/today', label: 'place.today', kind: 'page', words: 'home alarms tasks 首页 待办' },
  { to: '/today/overview', label: 'overview.title', kind: 'page', words: 'dashboard kpi revenue repurchase 看板 复购率' },
  { to: '/today/late', label: 'late.title', kind: 'page', words: 'delivery overdue promise delayed shipping 延误 逾期 物流' },
  { to: '/today/behaviour', label: 'behaviour.title', kind: 'page', words: 'visits pages paths dwell products channels 访问 页面 路径 停留' },
  { to: '/today/touchpoints', label: 'touchpoint.title', kind: 'page', words: 'channels grade conversion complaints rating 渠道 评级 投诉 转化' },
  { to: '/customers', label: 'place.customers', kind: 'page', words: 'people list 会员 名单' },
  { to: '/customers/duplicates', label: 'duplicates.page', kind: 'page', words: 'merge same person twice 重复 合并' },
  { to: '/customers/shared', label: 'shared.title', kind: 'page', words: 'blocked identity phone many 共用 屏蔽' },
  { to: '/customers/health', label: 'health.page', kind: 'page', words: 'index alarms temperature radar 健康度 预警 温度' },
  { to: '/customers/ladder', label: 'ladder.page', kind: 'page', words: 'rungs stages sankey 阶梯 流向' },
  { to: '/customers/tags', label: 'tags.tab', kind: 'page', words: 'tag label portrait coverage attributes 画像 标签 覆盖率' },
  { to: '/audiences', label: 'place.audiences', kind: 'page', words: 'segments groups lists conditions 分群 圈人 名单' },
  { to: '/data/sources', label: 'sources.title', kind: 'page', words: 'write key sdk segment 接入 密钥' },
  { to: '/data/quarantine', label: 'quarantine.title', kind: 'page', words: 'bad events replay errors 错误 重放' },
  { to: '/data/imports', label: 'imports.title', kind: 'page', words: 'csv upload file 上传 文件' },
  { to: '/data/quality', label: 'quality.title', kind: 'page', words: 'score faults duplicates invalid email bounced completeness 质量 完整 重复 失效 退信' },
  { to: '/data/models', label: 'models.title', kind: 'page', words: 'clv bg/nbd calibration migration 校准 迁移' },
  { to: '/data/status', label: 'status.title', kind: 'page', words: 'health backlog size 健康 积压' },
  { to: '/settings/workspace', label: 'workspace.title', kind: 'page', words: 'name time zone currency 时区 货币' },
  { to: '/settings/staff', label: 'staff.title', kind: 'page', words: 'roles invite people 角色' },
  { to: '/settings/api-keys', label: 'keys.title', kind: 'page', words: 'token program 接口' },
  { to: '/settings/tiers', label: 'tiers.title', kind: 'page', words: 'cut points abc 分层' },
  { to: '/settings/health', label: 'health.rules', kind: 'page', words: 'weights warning line rungs 权重 警戒线 阶梯' },
  { to: '/settings/record', label: 'record.title', kind: 'page', words: 'audit log who did 审计 操作' },
  { to: '/settings/appearance', label: 'appearance.title', kind: 'page', words: 'language theme dark 语言 主题 深色' },
  { to: '/settings/account', label: 'account.title', kind: 'page', words: 'password sign out 密码 退出' },
  { to: '/data/imports/new', label: 'action.importFile', kind: 'action', words: 'csv upload orders customers 上传' },
  { to: '/data/sources?new=1', label: 'action.addSource', kind: 'action', words: 'write key connect 接入' },
  { to: '/audiences/new', label: 'audience.new', kind: 'action', words: 'segment build condition 圈人 分群' },
  { to: '/customers?sort=-value&risk=high', label: 'action.seeAtRisk', kind: 'action', words: 'churn slipping 流失' },
];
