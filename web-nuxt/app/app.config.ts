export default defineAppConfig({
  ui: {
    colors: { primary: 'teal', neutral: 'zinc' },
    button: { defaultVariants: { size: 'sm' } },
    dashboardPanel: { slots: { body: 'p-4 sm:p-6 gap-4' } },
    dashboardNavbar: { slots: { root: 'h-14 px-4 gap-2', title: 'text-sm' } },
  },
});
