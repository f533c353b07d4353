import { Keyboard, Languages, LogOut, MoonStar, UserRound } from 'lucide-react';
import { useNavigate } from 'react-router';
import { Avatar } from '@/design/Badge';
import { Menu } from '@/design/Menu';
import { useLanguage, useT } from '@/i18n';
import { useChooseLanguage, useSession, useSignOut } from './session';
import { chooseTheme, useMode } from './theme';

/** StaffMenu is who is signed in, with the quick choices that concern only them. */
export function StaffMenu({ onKeys }: { onKeys: () => void }) {
  const t = useT();
  const { staff } = useSession();
  const language = useLanguage();
  const mode = useMode();
  const navigate = useNavigate();
  const signOut = useSignOut();
  const chooseLanguage = useChooseLanguage();
  const items = [
    { key: 'account', icon: <UserRound size={15} />, label: t('account.title'), onClick: () => void navigate('/settings/account') },
    {
      key: 'language', lang: language === 'en' ? 'zh-CN' : 'en', icon: <Languages size={15} />, label: language === 'en' ? '简体中文' : 'English',
      onClick: () => void chooseLanguage(language === 'en' ? 'zh' : 'en'),
    },
    {
      key: 'theme', icon: <MoonStar size={15} />, label: t(mode === 'dark' ? 'theme.toLight' : 'theme.toDark'),
      onClick: () => chooseTheme(mode === 'dark' ? 'light' : 'dark'),
    },
    { key: 'keys', icon: <Keyboard size={15} />, label: t('keyHelp.title'), onClick: onKeys },
    'line' as const,
    { key: 'out', icon: <LogOut size={15} />, label: t('action.signOut'), onClick: () => void signOut() },
  ];
  return (
    <Menu
      items={items}
      side="beside"
      label={t('shell.account', { name: staff.name })}
      buttonClass="staff-button"
      button={
        <>
          <Avatar name={staff.name} size={28} />
          <span className="staff-name truncate">{staff.name}</span>
        </>
      }
    />
  );
}
