/* The table of operations in C. Never runs one. */
#include "server/operations/operations.h"

const struct operation_in_c operations_in_c[] = {
    {"SystemService.Ping", operation_ping, NULL},
    {"SessionService.Login", operation_login, login_steps},
    {"SessionService.ChangePassword", operation_change_password, change_password_steps},
    {"AccessService.ExplainAccess", operation_explain_access, explain_access_steps},
    {"AccountService.AddAccount", operation_add_account, add_account_steps},
    {"AccountService.ImportAccounts", operation_import_accounts, import_accounts_steps},
    {"AccountService.ResetAccount", operation_reset_account, reset_account_steps},
    {"MatchService.RunMatch", operation_run_match, run_match_steps},
    {"PairingService.ReplanPairings", operation_replan_pairings, run_match_steps},
    {"MatchService.AdjustMatch", operation_adjust_match, adjust_match_steps},
    {"LoanService.RunLoan", operation_run_loan, run_loan_steps},
    {"AuditService.VerifyAudit", operation_verify_audit, verify_audit_steps},
    {"KeyService.RotateKeys", operation_rotate_keys, rotate_keys_steps},
    {"ErasureService.EraseStudent", operation_erase_student, erase_student_steps},
    {"ScreeningService.ImportScreening", operation_import_screening, import_screening_steps},
    {"ScreeningService.EnterScreening", operation_enter_screening, enter_screening_steps},
    {"ScreeningService.ShowScreening", operation_show_screening, show_screening_steps},
    {"ScreeningService.ListScreenings", operation_list_screenings, list_screenings_steps},
    {"ScreeningService.ReviewScreening", operation_review_screening, review_screening_steps},
    {"ExportService.ExportScreening", operation_export_screening, export_screening_steps},
    {"ScaleService.CheckScales", operation_check_scales, check_scales_steps},
    {"DeviceService.EnrolDevice", operation_enrol_device, enrol_device_steps},
    {"DeviceService.RenewDevice", operation_renew_device, renew_device_steps},
    {NULL, NULL, NULL},
};
