/* The operations in C, each in a file of its own name, with the SQL files it runs. */
#ifndef SERVER_OPERATIONS_OPERATIONS_H
#define SERVER_OPERATIONS_OPERATIONS_H

#include "server/request.h"

struct answer *operation_ping(struct request *request);
struct answer *operation_login(struct request *request);
struct answer *operation_change_password(struct request *request);
struct answer *operation_explain_access(struct request *request);
struct answer *operation_add_account(struct request *request);
struct answer *operation_import_accounts(struct request *request);
struct answer *operation_reset_account(struct request *request);
struct answer *operation_run_match(struct request *request);
struct answer *operation_replan_pairings(struct request *request);
struct answer *operation_adjust_match(struct request *request);
struct answer *operation_run_loan(struct request *request);
struct answer *operation_verify_audit(struct request *request);
struct answer *operation_rotate_keys(struct request *request);
struct answer *operation_erase_student(struct request *request);
struct answer *operation_import_screening(struct request *request);
struct answer *operation_enter_screening(struct request *request);
struct answer *operation_show_screening(struct request *request);
struct answer *operation_list_screenings(struct request *request);
struct answer *operation_export_screening(struct request *request);
struct answer *operation_review_screening(struct request *request);
struct answer *operation_check_scales(struct request *request);
struct answer *operation_enrol_device(struct request *request);
struct answer *operation_renew_device(struct request *request);
struct answer *operation_show_month(struct request *request);
struct answer *operation_show_figures(struct request *request);
struct answer *operation_show_kpi(struct request *request);
struct answer *operation_show_trend(struct request *request);
struct answer *operation_show_district(struct request *request);

/* Path NULL at the end. */
extern const struct operation_step login_steps[];
extern const struct operation_step change_password_steps[];
extern const struct operation_step explain_access_steps[];
extern const struct operation_step add_account_steps[];
extern const struct operation_step import_accounts_steps[];
extern const struct operation_step reset_account_steps[];
extern const struct operation_step run_match_steps[];
extern const struct operation_step adjust_match_steps[];
extern const struct operation_step run_loan_steps[];
extern const struct operation_step verify_audit_steps[];
extern const struct operation_step rotate_keys_steps[];
extern const struct operation_step erase_student_steps[];
extern const struct operation_step import_screening_steps[];
extern const struct operation_step enter_screening_steps[];
extern const struct operation_step show_screening_steps[];
extern const struct operation_step list_screenings_steps[];
extern const struct operation_step export_screening_steps[];
extern const struct operation_step review_screening_steps[];
extern const struct operation_step check_scales_steps[];
extern const struct operation_step enrol_device_steps[];
extern const struct operation_step renew_device_steps[];
extern const struct operation_step show_month_steps[];
extern const struct operation_step show_figures_steps[];
extern const struct operation_step show_kpi_steps[];
extern const struct operation_step show_trend_steps[];
extern const struct operation_step show_district_steps[];

#endif
